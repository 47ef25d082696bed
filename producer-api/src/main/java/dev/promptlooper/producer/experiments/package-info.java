/// Experiments: sweep requests that are kept, to be launched again and changed under a version.
@NullMarked
package dev.promptlooper.producer.experiments;

import org.jspecify.annotations.NullMarked;
