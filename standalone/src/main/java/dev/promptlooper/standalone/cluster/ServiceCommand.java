package dev.promptlooper.standalone.cluster;

import dev.promptlooper.standalone.StartFailure;
import dev.promptlooper.standalone.runtime.StopSignals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `promptlooper service NAME`: one service in this process, configured by the environment (`KAFKA_BOOTSTRAP_SERVERS`,
/// `DATABASE_URL`, `PORT`, …). Start several executors to share the work.
@Command(name = "service", mixinStandardHelpOptions = true, description = {
    "Start one service as this process, configured by the environment:",
    "producer-api, executor, scoring, projector, mcp."})
public final class ServiceCommand implements Callable<Integer> {

    /// Set by [ServiceProcess]: the parent decides when this process ends.
    static final String SUPERVISED = "PROMPTLOOPER_SUPERVISED";

    private static final List<String> UNWANTED = List.of(
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");

    @Parameters(paramLabel = "NAME", description = "the service")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Override
    public Integer call() throws Exception {
        ServiceName service = ServiceName.of(name)
                .orElseThrow(() -> new StartFailure("there is no service '" + name + "'; choose one of "
                        + Arrays.stream(ServiceName.values())
                                .map(ServiceName::label)
                                .collect(Collectors.joining(", "))));
        Class<?> application = service.application()
                .orElseThrow(() -> new StartFailure("the service '" + name + "' is not part of this build"));
        isolate(application);
        if ("1".equals(System.getenv(SUPERVISED))) {
            followParent();
        }
        try {
            application.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw explained(e.getTargetException());
        }
        Thread.currentThread().join(); // until a signal ends the JVM; Spring's exit hook stops the service in order
        return 0;
    }

    /// All modules share one class path here: each may bring an application.properties, and together they trigger
    /// auto-configuration that none of them wants.
    private static void isolate(Class<?> application) {
        String home = application.getProtectionDomain().getCodeSource().getLocation().toString();
        System.setProperty("spring.config.location",
                "optional:" + (home.endsWith(".jar") ? "jar:" + home + "!/" : home));
        System.setProperty("spring.autoconfigure.exclude", String.join(",", UNWANTED));
    }

    private static Exception explained(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof IllegalArgumentException && String.valueOf(at.getMessage()).matches("[A-Z_]{6,} .*")) {
                return new StartFailure(String.valueOf(at.getMessage()), cause); // a variable that is missing or wrong
            }
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }

    /// Ends when the parent's end of the pipe closes, which it does however the parent dies.
    static void followParent() {
        StopSignals.leaveInterruptToParent();
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() != -1) {
                    // nothing is ever sent
                }
            } catch (IOException e) {
                // as good as the end
            }
            Runtime.getRuntime().exit(0);
        });
    }
}
