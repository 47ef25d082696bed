package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.standalone.runtime.InstanceOptions;
import dev.promptlooper.standalone.runtime.LogFiles;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An instance for the length of one command: the running one, or a temporary one on the data directory. Closing it ends only
/// a temporary one.
final class Lease implements AutoCloseable {

    private final Api api;
    private final @Nullable StandaloneInstance own;

    private Lease(Api api, @Nullable StandaloneInstance own) {
        this.api = api;
        this.own = own;
    }

    /// @param options   where to start one
    /// @param url       address given on the command line, or null
    /// @param key       finds the key for it
    /// @param endpoints endpoints that the sweep file brings
    /// @param notice    told what is going on, one line each
    /// @throws CliFailure when the running instance lacks an endpoint that the file or the command line brings
    static Lease open(InstanceOptions options, @Nullable String url, KeyOption key, List<Endpoint> endpoints,
            java.util.function.Consumer<String> notice) {
        Optional<URI> running = ClientOptions.running(url, options.dataDirectory(), System.getenv());
        if (running.isPresent()) {
            Api api = key.open(running.get(), options.dataDirectory(), System.getenv());
            checkEndpoints(api, endpoints, options.endpointUrls());
            return new Lease(api, null);
        }
        notice.accept("no instance runs on " + options.dataDirectory() + "; starting a temporary one …");
        LogFiles.use(options.dataDirectory().toAbsolutePath().resolve("logs/promptlooper.log"), LogFiles.Console.ERROR);
        StandaloneInstance instance = StandaloneInstance.start(options.toOptions().withEndpoints(endpoints),
                reason -> Runtime.getRuntime().exit(1));
        instance.setupLink()
                .ifPresent(link -> notice
                        .accept("open this link to become the admin of the dashboard; it works once: " + link));
        return new Lease(new Api(instance.url(), instance.localKey()), instance);
    }

    Api api() {
        return api;
    }

    boolean isTemporary() {
        return own != null;
    }

    /// A running instance has its operator's endpoints: what a sweep file brings must be among them.
    private static void checkEndpoints(Api api, List<Endpoint> endpoints, Map<String, String> urls) {
        List<Endpoint> wanted = new ArrayList<>(endpoints.stream()
                .map(endpoint -> urls.containsKey(endpoint.name())
                        ? endpoint.withBaseUrl(urls.getOrDefault(endpoint.name(), ""))
                        : endpoint)
                .toList());
        urls.forEach((name, address) -> {
            if (endpoints.stream().noneMatch(endpoint -> endpoint.name().equals(name))) {
                wanted.add(Endpoint.of(name, address));
            }
        });
        if (wanted.isEmpty()) {
            return;
        }
        JsonNode reply = api.get("/api/v1/endpoints");
        JsonNode known = reply.isArray() ? reply : reply.path("items");
        for (Endpoint endpoint : wanted) {
            String there = null;
            for (JsonNode item : known) {
                if (item.path("name").asString("").equals(endpoint.name())) {
                    there = item.path("baseUrl").asString("");
                }
            }
            if (!endpoint.baseUrl().equals(there)) {
                throw new CliFailure("the instance at " + api.base() + " "
                        + (there == null
                                ? "has no endpoint '" + endpoint.name() + "'"
                                : "has endpoint '" + endpoint.name() + "' at " + there)
                        + ", but the sweep brings it at " + endpoint.baseUrl()
                        + "; endpoints of a running instance are its operator's: add it to the file that PROMPTLOOPER_ENDPOINTS names"
                        + " (read again within two seconds), or stop the instance so that this command starts one of its own");
            }
        }
    }

    @Override
    public void close() {
        api.close();
        if (own != null) {
            own.close();
        }
    }
}
