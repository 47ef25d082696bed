/// Shared Kafka plumbing: connection settings, topic provisioning, and the life cycle of one Kafka Streams application.
@NullMarked
package dev.promptlooper.contracts.kafka;

import org.jspecify.annotations.NullMarked;
