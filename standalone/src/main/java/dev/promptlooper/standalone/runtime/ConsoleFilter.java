package dev.promptlooper.standalone.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/// Keeps what libraries log off the console: every start and stop of Kafka's and Tomcat's parts has warnings, and even errors
/// of attempts that succeed a moment later, that mean nothing to the reader. The log file has them all, and what matters
/// shows in the health check or stops the program with a line of ours.
public final class ConsoleFilter extends Filter<ILoggingEvent> {

    private static final String OWN = "dev.promptlooper";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getLoggerName().startsWith(OWN) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
