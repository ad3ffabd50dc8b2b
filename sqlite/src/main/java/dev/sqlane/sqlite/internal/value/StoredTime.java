package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import java.time.DateTimeException;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/** What is stored for a value of java.time, for JDBC's {@code setObject}, which stores it as the short-hands do. */
public final class StoredTime {
    private StoredTime() {}

    /**
     * Returns the ISO-8601 text, or null for a type that has none.
     *
     * @throws MisuseException if the year is outside 0000 to 9999
     */
    public static @Nullable String of(int position, Temporal temporal) throws MisuseException {
        try {
            return IsoText.of(temporal);
        } catch (DateTimeException e) {
            throw new MisuseException(
                    "parameter " + position + " is a " + temporal.getClass().getSimpleName()
                            + " outside the years 0000 to 9999: as text it would not sort by time; bind a time within these years or a number",
                    e);
        }
    }
}
