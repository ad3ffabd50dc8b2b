import org.jspecify.annotations.NullMarked;

/** Meters of a database, by Micrometer. */
@NullMarked
module dev.sqlane.micrometer {
    requires transitive dev.sqlane.api;
    requires transitive micrometer.core;
    requires static dev.sqlane.sqlite;

    exports dev.sqlane.micrometer;
}
