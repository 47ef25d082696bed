@NullMarked
package dev.promptlooper.standalone.cluster;

import org.jspecify.annotations.NullMarked;
