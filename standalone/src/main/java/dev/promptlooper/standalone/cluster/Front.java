package dev.promptlooper.standalone.cluster;

import dev.promptlooper.contracts.access.SecurityHeaders;
import dev.promptlooper.contracts.http.AllowedHosts;
import dev.promptlooper.standalone.cluster.Routes.Target;
import dev.promptlooper.standalone.runtime.Pages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The web port of the local cluster: serves the page and passes requests to the service that answers them.
///
/// One connection carries one request, and after its head only bytes are copied, so bodies of any length stream in both
/// directions and WebSockets work. A thread (virtual) per direction. Loopback only; it is no replacement for nginx.
final class Front implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket server;
    private final Map<Target, Integer> backends;
    private final AllowedHosts allowed;
    private final Pages pages = new Pages();

    private Front(ServerSocket server, Map<Target, Integer> backends, AllowedHosts allowed) {
        this.server = server;
        this.backends = Map.copyOf(backends);
        this.allowed = allowed;
    }

    /// @param port     loopback port, 0 for any
    /// @param backends loopback port of commands and queries
    static Front start(int port, Map<Target, Integer> backends, AllowedHosts allowed) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        Front front = new Front(server, backends, allowed);
        Thread.ofPlatform().daemon().name("front").start(front::accept);
        return front;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("front-connection").start(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("connection refused: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            RequestHead head = RequestHead.read(in);
            if (head == null) {
                return;
            }
            String host = head.header("Host");
            String origin = head.header("Origin");
            if (host == null || !allowed.contains(host) || (origin != null && !allowed.containsOrigin(origin))) {
                respond(client.getOutputStream(), "403 Forbidden", "application/problem+json", "no-cache",
                        problem(403,
                                "this server is not known under that name or to that origin; see PROMPTLOOPER_ALLOWED_HOSTS"));
                return;
            }
            Target target = Routes.of(head.method(), head.target());
            if (target == Target.STATIC) {
                Pages.Page page = pages.find(head.path());
                respond(client.getOutputStream(), page.status() == 200 ? "200 OK" : "404 Not Found", page.type(),
                        page.cacheControl(), page.bytes());
            } else {
                forward(client, in, head, target);
            }
        } catch (IOException e) {
            LOG.debug("connection ended: {}", e.toString());
        }
    }

    private void forward(Socket client, InputStream in, RequestHead head, Target target) throws IOException {
        try (Socket backend = new Socket()) {
            Integer port = backends.get(target);
            try {
                backend.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port),
                        CONNECT_MILLIS);
            } catch (IOException e) {
                respond(client.getOutputStream(), "503 Service Unavailable\r\nRetry-After: 2",
                        "application/problem+json", "no-cache",
                        problem(503, "the service for " + target + " does not run; see its log file"));
                return;
            }
            backend.setTcpNoDelay(true);
            backend.getOutputStream().write(head.forwarded());
            Thread.ofVirtual().name("front-upload").start(() -> {
                try {
                    in.transferTo(backend.getOutputStream());
                    backend.shutdownOutput();
                } catch (IOException e) {
                    LOG.debug("upload ended: {}", e.toString());
                }
            });
            backend.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static byte[] problem(int status, String detail) {
        return ("{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":" + status + ",\"detail\":\"" + detail
                + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void respond(OutputStream out, String status, String type, String cacheControl,
            byte[] body) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\nContent-Type: ").append(type);
        SecurityHeaders.ALL.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        head.append("\r\nCache-Control: ")
                .append(cacheControl)
                .append("\r\nContent-Length: ")
                .append(body.length)
                .append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("front did not close: {}", e.toString());
        }
    }
}
