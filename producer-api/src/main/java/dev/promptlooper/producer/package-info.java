/// Commands and catalogue over REST, and the planner. [ProducerApiConfiguration] puts the features together.
@NullMarked
package dev.promptlooper.producer;

import org.jspecify.annotations.NullMarked;
