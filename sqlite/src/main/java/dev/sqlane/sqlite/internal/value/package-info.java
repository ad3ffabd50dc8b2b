/**
 * Values on their way into statements and out of rows.
 *
 * <p>{@link dev.sqlane.sqlite.internal.value.ParameterBinder} binds; {@link
 * dev.sqlane.sqlite.internal.value.ResultSetRow} reads, and {@link dev.sqlane.sqlite.internal.value.RecordMapper} makes
 * records of what it reads. Reading is the inverse of binding: for every type that can be bound there is one
 * {@code ValueForm}, which says how the type may be stored.
 *
 * <p>Two rules hold throughout. What would lose information is refused instead of being rounded or guessed. And no
 * message or exception carries a value, because messages end in logs and values may be secret; the exceptions of
 * parsers, which quote what they parse, are therefore not kept as causes.
 */
package dev.sqlane.sqlite.internal.value;
