package dev.promptlooper.standalone.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/// Keeps the warnings of libraries off the console: every start and stop of Kafka's and Tomcat's parts has some that mean
/// nothing to the reader. The log file has them all.
public final class ConsoleFilter extends Filter<ILoggingEvent> {

    private static final String OWN = "dev.promptlooper";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean shown = event.getLoggerName().startsWith(OWN) || event.getLevel().isGreaterOrEqual(Level.ERROR);
        return shown ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
