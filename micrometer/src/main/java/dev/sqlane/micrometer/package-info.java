/**
 * Meters of a database, by Micrometer: {@link dev.sqlane.micrometer.DatabaseMeters}. What could be asked of any pool has the names and
 * meanings that HikariCP gave it, with {@code sqlane} in place of {@code hikaricp}. {@code docs/observability.md} lists all of them.
 */
package dev.sqlane.micrometer;
