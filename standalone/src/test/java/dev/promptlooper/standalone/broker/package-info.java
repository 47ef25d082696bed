@NullMarked
package dev.promptlooper.standalone.broker;

import org.jspecify.annotations.NullMarked;
