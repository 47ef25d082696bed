/// Tests of sockets and polling.
@NullMarked
package dev.promptlooper.projector.gateway;

import org.jspecify.annotations.NullMarked;
