/// The gateway's client of the REST API.
@NullMarked
package dev.promptlooper.mcp.rest;

import org.jspecify.annotations.NullMarked;
