package dev.promptlooper.standalone.broker;

import dev.promptlooper.contracts.topic.Limits;

import java.nio.file.Path;
import java.util.Properties;

/// The server configuration of the embedded broker: small, loopback only, one replica of everything.
final class BrokerProperties {

    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final String CLIENT = "CLIENT";
    private static final String HOST = "127.0.0.1";
    /// Batch and record headers around a record of the largest size.
    private static final int OVERHEAD_BYTES = 64 << 10;

    private BrokerProperties() {}

    static Properties of(Path logDir, int clientPort, int controllerPort) {
        Properties props = new Properties();
        props.put("process.roles", "broker,controller");
        props.put("node.id", String.valueOf(NODE_ID));
        props.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        props.put("listeners",
                CLIENT + "://" + HOST + ":" + clientPort + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
        props.put("advertised.listeners", CLIENT + "://" + HOST + ":" + clientPort);
        props.put("listener.security.protocol.map", CLIENT + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        props.put("controller.listener.names", CONTROLLER);
        props.put("inter.broker.listener.name", CLIENT);
        props.put("log.dirs", logDir.toString());
        props.put("auto.create.topics.enable", "false");
        props.put("message.max.bytes", String.valueOf(Limits.DEFAULT.recordBytes() + OVERHEAD_BYTES));
        singleReplica(props);
        smallFootprint(props);
        quickRecovery(props);
        return props;
    }

    private static void singleReplica(Properties props) {
        for (String topic : new String[]{"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            props.put(topic + ".replication.factor", "1");
            props.put(topic + ".num.partitions", "4"); // 50 by default: files and start-up time for nothing
        }
        props.put("transaction.state.log.min.isr", "1");
        props.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void smallFootprint(Properties props) {
        props.put("num.network.threads", "2");
        props.put("num.io.threads", "3");
        props.put("background.threads", "2");
        props.put("group.coordinator.threads", "1");
        props.put("log.cleaner.threads", "1");
        props.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20)); // 128 MiB of heap by default
        props.put("log.cleaner.io.buffer.size", String.valueOf(256 << 10));
        props.put("log.index.size.max.bytes", String.valueOf(2 << 20));
        props.put("metric.reporters", ""); // hundreds of JMX beans that nobody reads
    }

    /// After a kill of the whole process its dead group members and transactions must not hold up the new ones for the
    /// 45 seconds of the defaults. Members live in this process or next to it, so short time-outs are safe.
    private static void quickRecovery(Properties props) {
        props.put("group.initial.rebalance.delay.ms", "0");
        props.put("group.streams.initial.rebalance.delay.ms", "0");
        for (String group : new String[]{"group.consumer", "group.streams"}) {
            props.put(group + ".min.session.timeout.ms", "6000");
            props.put(group + ".session.timeout.ms", "10000");
            props.put(group + ".min.heartbeat.interval.ms", "500");
            props.put(group + ".heartbeat.interval.ms", "1000");
        }
        // A broker that comes back waits until the session of its former self has run out: nine seconds by default.
        props.put("broker.session.timeout.ms", "2500");
        props.put("broker.heartbeat.interval.ms", "500");
        props.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        props.put("num.recovery.threads.per.data.dir", "2");
        props.put("controlled.shutdown.enable", "false"); // there is no other broker to hand leadership to
    }
}
