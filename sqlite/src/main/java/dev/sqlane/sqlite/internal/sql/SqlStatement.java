package dev.sqlane.sqlite.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a script.
 *
 * @param text from its first token to its last, without the semicolon and the comments around
 * @param mentionsTemp whether it creates a temporary object or names the schema {@code temp}
 * @param pragma the pragma's name in lower case, without schema and quotes; {@code null} for anything but a pragma
 */
public record SqlStatement(
        String text,
        Kind kind,
        boolean mentionsTemp,
        @Nullable String pragma) {}
