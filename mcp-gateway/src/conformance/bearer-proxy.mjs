// The conformance suite cannot send a key. Usage: node bearer-proxy.mjs TARGET_PORT KEY; prints the port that it listens on.
// Host and Origin stay what they are: they are among the things that are tested.
import http from 'node:http';

const [target, key] = process.argv.slice(2);
const server = http.createServer((request, response) => {
  const headers = { ...request.headers, authorization: `Bearer ${key}` };
  const onward = http.request({ host: '127.0.0.1', port: target, method: request.method, path: request.url, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
