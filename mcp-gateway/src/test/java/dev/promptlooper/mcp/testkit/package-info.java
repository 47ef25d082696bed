/// What the tests of the gateway share: a stand-in for the API, a running gateway, and a client of bare messages.
@NullMarked
package dev.promptlooper.mcp.testkit;

import org.jspecify.annotations.NullMarked;
