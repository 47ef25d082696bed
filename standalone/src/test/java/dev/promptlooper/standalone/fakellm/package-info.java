/// Tests of the fake endpoint, over real sockets.
@NullMarked
package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.NullMarked;
