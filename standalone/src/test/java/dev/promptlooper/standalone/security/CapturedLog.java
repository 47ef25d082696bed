package dev.promptlooper.standalone.security;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Everything that is logged while it is open, with what is ours and the HTTP client at the lowest level there is, as somebody who
/// hunts an error would set it. Kafka stays as it is: at that level it writes more than it works.
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Set<String> OURS = Set.of("dev.promptlooper", "org.apache.hc");
    private static final List<String> LOUD = List.of("dev.promptlooper", "org.apache.hc", "org.springframework.web",
            "org.springframework.jdbc", "org.apache.catalina", "org.apache.coyote", "com.zaxxer", "org.postgresql");

    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, Level> before = new HashMap<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    CapturedLog() {
        setContext(logging);
        start();
        for (String name : LOUD) {
            Logger logger = logging.getLogger(name);
            if (logger.getLevel() != null) {
                before.put(name, logger.getLevel());
            }
            logger.setLevel(OURS.contains(name) ? Level.TRACE : Level.DEBUG);
            logger.setAdditive(false); // not to the console
            logger.addAppender(this);
        }
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logging.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        for (String name : LOUD) {
            Logger logger = logging.getLogger(name);
            logger.detachAppender(this);
            logger.setAdditive(true);
            logger.setLevel(before.get(name));
        }
        stop();
    }
}
