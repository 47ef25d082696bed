/// Who is there: the gateway knows no keys, it asks the API, and goes on with the short-lived token that it gets.
@NullMarked
package dev.promptlooper.mcp.access;

import org.jspecify.annotations.NullMarked;
