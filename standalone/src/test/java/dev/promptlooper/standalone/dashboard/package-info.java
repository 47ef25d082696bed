/// The dashboard in a real browser, against a really started instance.
@NullMarked
package dev.promptlooper.standalone.dashboard;

import org.jspecify.annotations.NullMarked;
