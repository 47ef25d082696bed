package dev.promptlooper.standalone.security;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A running instance over HTTP, with paths exactly as written and whatever status comes back.
///
/// @param key the instance's own key
record Site(HttpClient client, URI base, String key) implements AutoCloseable {

    /// What came back.
    record Reply(int status, String headers, String body) {

        JsonNode json() {
            return Json.read(body, JsonNode.class);
        }

        /// All of it: headers leak as well as bodies do.
        String text() {
            return headers + "\n" + body;
        }
    }

    static Site of(StandaloneInstance instance) throws IOException {
        Path file = instance.dataDirectory().resolve("access/local.key");
        return new Site(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), instance.url(),
                Files.exists(file) ? Files.readString(file).strip() : "none");
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Reply post(String path, String type, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /// A write to another address of the instance, with headers.
    Reply post(URI address, Map<String, String> headers, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = known(HttpRequest.newBuilder(address)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    private HttpRequest.Builder known(HttpRequest.Builder request) {
        return request.timeout(Duration.ofSeconds(30)).header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder request(String path) {
        return known(HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/+$", "") + path)));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.headers().map().toString(), response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
