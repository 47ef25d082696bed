/// Datasets: named, versioned tables of cases, imported from files of any length.
///
/// An upload flows through `Utf8Reader` (decodes, counts lines, bounds a record) and a [RowReader] of its format into
/// `CaseCollector`, which maps columns to roles, checks every row and hands the cases to `CopyCases`; that streams them into
/// the database in one transaction. Nothing is held but the row at hand, and nothing is kept of a file with a bad row.
@NullMarked
package dev.promptlooper.producer.datasets;

import org.jspecify.annotations.NullMarked;
