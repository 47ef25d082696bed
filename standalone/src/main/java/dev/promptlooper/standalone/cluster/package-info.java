/// Every service as a process of its own.
///
/// `ServiceCommand` runs one service in this JVM, configured by the environment only. `ClusterCommand` starts PostgreSQL, a
/// broker process and one [dev.promptlooper.standalone.cluster.ServiceProcess] per service, and serves port 8400 through
/// `Front`, which sends commands and queries to the service that `Routes` names, as nginx does in the container set-up.
@NullMarked
package dev.promptlooper.standalone.cluster;

import org.jspecify.annotations.NullMarked;
