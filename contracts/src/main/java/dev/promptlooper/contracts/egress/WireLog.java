package dev.promptlooper.contracts.egress;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/// The HTTP client's own logs of headers and bytes. They would show keys as soon as somebody turns on debugging for everything, so
/// they stay off whatever the configuration says. Thread-safe.
final class WireLog {

    private static final List<Logger> LOGGERS = List.of(LoggerFactory.getLogger("org.apache.hc.client5.http.headers"),
            LoggerFactory.getLogger("org.apache.hc.client5.http.wire"));

    private WireLog() {}

    /// Cheap where they are off. Levels change while a program runs, so this is called before every use of the client.
    static void silence() {
        for (Logger logger : LOGGERS) {
            if (logger.isDebugEnabled() && logger instanceof ch.qos.logback.classic.Logger changeable) {
                changeable.setLevel(Level.OFF);
            }
        }
    }
}
