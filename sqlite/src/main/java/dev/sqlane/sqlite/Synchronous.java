package dev.sqlane.sqlite;

/**
 * SQLite's {@code synchronous} levels. In WAL mode a crash of the process takes nothing at any level.
 *
 * @since 0.1.0
 */
public enum Synchronous {
    /** No syncs at all: a power cut may corrupt the file. For data that can be made again. */
    OFF(0),
    /** Syncs at checkpoints: a power cut may take the last transactions and leaves the file consistent. */
    NORMAL(1),
    /** Syncs at every COMMIT. */
    FULL(2),
    /** As {@link #FULL}; differs from it only outside WAL mode. */
    EXTRA(3);

    private final int level;

    Synchronous(int level) {
        this.level = level;
    }

    /** Returns the number by which SQLite knows the level. */
    public int level() {
        return level;
    }
}
