package dev.sqlane.examples.sandboxes;

import java.time.Instant;
import java.util.Optional;

/** A sandbox as the catalogue knows it. */
public record Sandbox(long id, String name, State state, Instant createdAt, Optional<String> image) {
    /** Where a sandbox is in its life. */
    public enum State {
        CREATED,
        RUNNING,
        STOPPED
    }
}
