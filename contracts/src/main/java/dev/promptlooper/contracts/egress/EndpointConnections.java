package dev.promptlooper.contracts.egress;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.time.Duration;

/// The connections to endpoints: addresses come from an [EgressGuard], headers are bounded, and there is none of what a client
/// does on its own (redirects, cookies, authentication, retries, decompression, proxies of the environment). Thread-safe.
public final class EndpointConnections implements AutoCloseable {

    /// How long a connection may take to come about.
    public static final Duration CONNECT = Duration.ofSeconds(10);
    /// Status line and headers of an answer, in bytes.
    public static final int HEAD_BYTES = 64 << 10;

    private static final int MOST_CONNECTIONS = 20_000;
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_LINE = 16 << 10;

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    public EndpointConnections(EgressGuard guard) {
        Http1Config bounds = Http1Config.custom()
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxLineLength(LONGEST_LINE)
                .setMaxEmptyLineCount(10)
                .build();
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedDns(guard))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(bounds)
                        .responseParserFactory(new BoundedHead(HEAD_BYTES))
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS) // the endpoint's limiter decides
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        .setTimeToLive(TimeValue.ofMinutes(10)) // an address is judged again at the latest after this
                        .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                        .build())
                .build();
        this.client = HttpClients.createMinimal(connections);
    }

    /// The client on these connections; ask anew for every call. It needs no closing of its own.
    public CloseableHttpClient client() {
        WireLog.silence();
        return client;
    }

    /// Closes connections that nobody used for a while.
    public void closeIdle(Duration after) {
        connections.closeIdle(TimeValue.of(after));
    }

    /// Breaks off everything that is under way.
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        connections.close(CloseMode.IMMEDIATE);
    }
}
