/// The database schema `catalog`: its connection, its migrations, its transactions.
@NullMarked
package dev.promptlooper.producer.catalog;

import org.jspecify.annotations.NullMarked;
