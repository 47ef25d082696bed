package dev.promptlooper.mcp.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// A gateway and a stand-in for the API behind it, for all tests of a class.
public final class GatewayUnderTest implements BeforeAllCallback, AfterAllCallback {

    private final Function<StandInApi, RunningGateway> starter;
    private final Consumer<StandInApi> prepare;
    private @org.jspecify.annotations.Nullable StandInApi api;
    private @org.jspecify.annotations.Nullable RunningGateway gateway;

    private GatewayUnderTest(Function<StandInApi, RunningGateway> starter, Consumer<StandInApi> prepare) {
        this.starter = starter;
        this.prepare = prepare;
    }

    /// With the tools of [TestRegistry]; `look_around` finds `[1,2]`.
    ///
    /// @param prepare makes the keys that the tests use
    public static GatewayUnderTest withTestTools(Consumer<StandInApi> prepare) {
        return new GatewayUnderTest(RunningGateway::withTestTools, prepare.andThen(
                api -> api.answer("/api/v1/things", "[1,2]")));
    }

    /// With the tools of production.
    ///
    /// @param prepare makes the keys, and says what the API answers
    public static GatewayUnderTest production(Consumer<StandInApi> prepare) {
        return new GatewayUnderTest(RunningGateway::production, prepare);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        StandInApi started = StandInApi.start();
        api = started;
        prepare.accept(started);
        gateway = starter.apply(started);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running().close();
        api().close();
    }

    public StandInApi api() {
        return Objects.requireNonNull(api);
    }

    public RunningGateway running() {
        return Objects.requireNonNull(gateway);
    }

    /// Without path.
    public String url() {
        return running().url();
    }

    /// A client at `/mcp`.
    public Wire wire(String key) {
        return new Wire(url() + "/mcp", key);
    }

    /// A client at `/mcp/readonly`.
    public Wire readOnly(String key) {
        return new Wire(url() + "/mcp/readonly", key);
    }
}
