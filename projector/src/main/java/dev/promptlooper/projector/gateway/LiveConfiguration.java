package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Grace;
import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.Hub;
import dev.promptlooper.projector.live.LiveSettings;
import dev.promptlooper.projector.live.Poller;
import dev.promptlooper.projector.live.SystemSource;
import dev.promptlooper.projector.projection.ProjectionStatus;
import dev.promptlooper.projector.projection.Projector;
import dev.promptlooper.projector.query.LiveRows;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

/// Beans of the live feed. The door decides who comes in, the `Authenticator` of the surroundings who may stay. A
/// `LiveSettings` in the surroundings replaces the limits and what the operator's variables say of them.
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
public class LiveConfiguration {

    // Beside the connections of the feed there are requests.
    private static final int REQUEST_CONNECTIONS = 2_000;
    private static final int ACCEPT_COUNT = 1_024;
    // Small, so that a client that does not read is noticed soon and costs little.
    private static final int SEND_BUFFER = 64 << 10;
    // Every connection holds these for as long as it lives. What clients send is short; longer messages arrive in parts.
    private static final int READ_BUFFER = 2 << 10;
    private static final int TEXT_BUFFER = 1 << 10;
    private static final int BINARY_BUFFER = 128;

    /// What the channel `system` shows of the projection.
    ///
    /// @param state   what it is doing
    /// @param problem what it waits for, or absent
    /// @param lag     records behind the end of the topics
    /// @param poison  records set aside since the start
    record ProjectionNow(ProjectionStatus.State state, @Nullable String problem, long lag, long poison) {}

    /// What the channel `system` shows of the feed itself.
    record FeedNow(int connections, int subscriptions, long outboxBytes) {}

    @Bean
    Hub liveHub(DataSource database, Projector projector, InstantSource clock, ObjectProvider<LiveSettings> settings,
            Environment environment, ObjectProvider<Connections> connections) {
        SystemSource source = new SystemSource(new LiveRows(database, clock), UUID.randomUUID().toString(),
                () -> system(projector, connections.getObject()), System::nanoTime);
        return new Hub(source, settings(settings, environment), System::nanoTime);
    }

    private static LiveSettings settings(ObjectProvider<LiveSettings> given, Environment environment) {
        return given.getIfAvailable(() -> LiveSettings.fromEnvironment(
                Map.of(LiveSettings.PER_USER, environment.getProperty(LiveSettings.PER_USER, ""), Grace.VARIABLE,
                        environment.getProperty(Grace.VARIABLE, ""))));
    }

    private static Map<String, Object> system(Projector projector, Connections connections) {
        ProjectionStatus status = projector.status();
        Connections.Gauges gauges = connections.gauges();
        Map<String, Object> values = new HashMap<>();
        values.put("projection",
                new ProjectionNow(status.state(), status.problem(), status.lag(), status.poison()));
        values.put("live", new FeedNow(gauges.connections(), gauges.subscriptions(), gauges.outboxBytes()));
        return values;
    }

    @Bean
    Connections liveConnections(Hub hub) {
        return new Connections(hub);
    }

    @Bean
    LiveSocketHandler liveSocketHandler(Hub hub, Connections connections, InstantSource clock,
            ObjectProvider<LiveSettings> settings, Environment environment, Alarms alarms) {
        return new LiveSocketHandler(hub, connections, settings(settings, environment), clock, alarms);
    }

    @Bean(destroyMethod = "close")
    Alarms liveAlarms() {
        return new Alarms(System::nanoTime);
    }

    @Bean
    LiveLoop liveLoop(Hub hub, ChangeFeed feed, Connections connections, LiveSocketHandler handler) {
        return new LiveLoop(hub, feed, connections, handler, System::nanoTime);
    }

    @Bean(destroyMethod = "close")
    PollController pollController(Hub hub, Authenticator authenticator) {
        return new PollController(new Poller(hub), authenticator);
    }

    @Bean
    WebSocketConfigurer liveSockets(LiveSocketHandler handler, Connections connections,
            Authenticator authenticator) {
        UpgradeHandler upgrade = new UpgradeHandler(authenticator, connections);
        // The door has checked the origin.
        return registry -> registry.addHandler(handler, "/api/v1/live")
                .setHandshakeHandler(upgrade)
                .addInterceptors(upgrade)
                .setAllowedOriginPatterns("*");
    }

    @Bean
    ServletServerContainerFactoryBean liveBuffers() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(TEXT_BUFFER);
        container.setMaxBinaryMessageBufferSize(BINARY_BUFFER);
        return container;
    }

    @Bean
    Revocations liveRevocations(Authenticator authenticator, LiveSocketHandler handler,
            ObjectProvider<LiveSettings> settings, Environment environment) {
        return new Revocations(authenticator, handler::sockets, settings(settings, environment).grace(),
                System::nanoTime);
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> liveConnector(
            ObjectProvider<LiveSettings> settings, Environment environment) {
        int connections = settings(settings, environment).maxConnections();
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setProperty("maxConnections", String.valueOf(connections + REQUEST_CONNECTIONS));
            connector.setProperty("acceptCount", String.valueOf(ACCEPT_COUNT));
            connector.setProperty("socket.txBufSize", String.valueOf(SEND_BUFFER));
            connector.setProperty("socket.appReadBufSize", String.valueOf(READ_BUFFER));
        });
    }
}
