/**
 * What the engine must know about SQL text before it runs it: where each statement ends and what kind it is. {@link
 * dev.sqlane.sqlite.internal.sql.SqlScript#parse} answers both in one pass over the text.
 *
 * <p>The text is cut into tokens exactly as SQLite's own tokenizer does it, odd corners included, since the answers
 * guard transactions: a {@code COMMIT} that SQLite sees and we don't would commit other callers' work. Where a text is not
 * valid SQL, the answer may differ from what its author meant, but never so that SQLite runs a statement that is not
 * in the answer.
 */
package dev.sqlane.sqlite.internal.sql;
