/// A real Kafka broker (KRaft, combined roles) inside this JVM, on loopback ports, with a persistent log directory.
///
/// [dev.promptlooper.standalone.broker.EmbeddedBroker] formats the directory on first use, starts and stops the server;
/// `BrokerProperties` is its configuration; `ExitTrap` keeps it from ending the JVM. Nothing outside of this package knows
/// Kafka's server classes, which change between minor versions.
@NullMarked
package dev.promptlooper.standalone.broker;

import org.jspecify.annotations.NullMarked;
