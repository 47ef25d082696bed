package dev.promptlooper.standalone.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.promptlooper.standalone.StartFailure;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// Where log lines go: a quiet console (standard error) and a rotated file with everything.
public final class LogFiles {

    /// Lowest level that the console shows.
    public enum Console {
        /// Warnings and the program's own information.
        INFO,
        /// Errors only, for commands whose output is their result.
        ERROR
    }

    private LogFiles() {}

    /// Configures logging of this JVM. Call it before anything is started.
    ///
    /// @param file    log file; made with its directory, rotated by day and at 20 MB
    /// @param console what the console shows besides
    public static void use(Path file, Console console) {
        // Spring Boot would configure logging its own way.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        URL resource = Objects.requireNonNull(LogFiles.class.getResource("/promptlooper-logback.xml"));
        context.reset();
        context.putProperty("LOG_FILE", file.toString());
        context.putProperty("CONSOLE_LEVEL", console.name());
        SLF4JBridgeHandler.removeHandlersForRootLogger(); // Tomcat writes to java.util.logging
        SLF4JBridgeHandler.install();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(resource);
        } catch (JoranException e) {
            throw new StartFailure("cannot log to " + file + ": " + e.getMessage(), e);
        }
    }
}
