/// The scoring service: puts scorers, topology and body store together as a Spring Boot application.
@NullMarked
package dev.promptlooper.scoring;

import org.jspecify.annotations.NullMarked;
