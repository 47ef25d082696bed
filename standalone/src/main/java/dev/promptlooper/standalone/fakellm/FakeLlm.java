package dev.promptlooper.standalone.fakellm;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A running fake endpoint: `POST /v1/chat/completions` (whole or streamed), `POST /v1/embeddings`, `GET /v1/models`,
/// `GET /health`, and for tests `GET /_fake/stats` and `GET /_fake/ledger?from=0&limit=100000`. One event loop thread serves
/// thousands of calls a second; latency is a timer, not a thread. Loopback only. Thread-safe.
public final class FakeLlm implements AutoCloseable {

    private static final int LARGEST_REQUEST = 32 << 20;

    private final Engine engine;
    private final EventLoopGroup group;
    private final Channel server;

    private FakeLlm(Engine engine, EventLoopGroup group, Channel server) {
        this.engine = engine;
        this.group = group;
        this.server = server;
    }

    /// Starts a server and returns when it listens.
    ///
    /// @throws IllegalStateException when the port is taken; names it
    public static FakeLlm start(FakeLlmOptions options) {
        Engine engine = new Engine(options, new Ledger(options.ledgerFile()), InstantSource.system(), System::nanoTime);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fake-llm", true),
                NioIoHandler.newFactory());
        try {
            Channel server = new ServerBootstrap().group(group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 4096)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_REQUEST),
                                            new FakeLlmHandler(engine));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getByAddress("localhost", new byte[]{127, 0, 0, 1}),
                            options.port()))
                    .sync()
                    .channel();
            group.scheduleAtFixedRate(engine.ledger()::flush, 200, 200, TimeUnit.MILLISECONDS);
            return new FakeLlm(engine, group, server);
        } catch (InterruptedException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fake-llm was starting", e);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        } catch (Exception e) { // Netty throws the checked BindException without declaring it
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IllegalStateException(
                    "fake-llm cannot listen on 127.0.0.1:" + options.port() + ": " + e.getMessage()
                            + "; choose another --port (0 takes a free one)",
                    e);
        }
    }

    /// The figures of a server.
    ///
    /// @param received    calls that arrived
    /// @param ended       calls that ended, however
    /// @param paid        good answers that were sent whole
    /// @param paidAgain   of those, beyond the first for the same body and idempotency key
    /// @param inFlight    calls under way now
    /// @param maxInFlight most calls under way at once
    /// @param faults      how often each fault struck, by [Fault#label()]
    public record Stats(long received, int ended, long paid, long paidAgain, int inFlight, int maxInFlight,
            Map<String, Long> faults) {}

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /// Base URL for an endpoint's configuration, ending with `/v1`.
    public String url() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    public Ledger ledger() {
        return engine.ledger();
    }

    public Stats stats() {
        return engine.stats();
    }

    /// Changes the behaviour for calls that arrive from now on; port and ledger file stay.
    public void change(UnaryOperator<FakeLlmOptions> change) {
        engine.options(change.apply(engine.options()));
    }

    /// Waits until the server has been closed.
    public void awaitClose() throws InterruptedException {
        server.closeFuture().sync();
    }

    /// Closes all connections and the ledger file.
    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        engine.ledger().close();
    }
}
