package dev.sqlane;

/**
 * Which of the two pools.
 *
 * @since 0.1.0
 */
public enum Role {
    READ("read pool"),
    WRITE("write pool");

    private final String poolName;

    Role(String poolName) {
        this.poolName = poolName;
    }

    /** Returns the pool's name as messages have it. */
    public String poolName() {
        return poolName;
    }
}
