package dev.sqlane;

/**
 * What a power cut may take of a committed transaction. A crash of the process alone takes nothing at any level.
 *
 * @since 0.1.0
 */
public enum Durability {
    /** As the database is configured. */
    DEFAULT,
    /** A power cut may take the last transactions; the database stays consistent. */
    NORMAL,
    /** The commit is on disk before it is acknowledged, and with it all commits before it. */
    FULL
}
