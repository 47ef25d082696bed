/// The topic catalogue: every name, key, partition rule, clean-up policy and size limit in one place.
@NullMarked
package dev.promptlooper.contracts.topic;

import org.jspecify.annotations.NullMarked;
