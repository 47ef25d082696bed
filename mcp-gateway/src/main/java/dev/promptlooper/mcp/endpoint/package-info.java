/// The one servlet of the gateway: reads a request, tells the era, and turns refusals into JSON.
@NullMarked
package dev.promptlooper.mcp.endpoint;

import org.jspecify.annotations.NullMarked;
