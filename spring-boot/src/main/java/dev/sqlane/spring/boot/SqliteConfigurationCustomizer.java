package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.SqliteConfiguration;

/**
 * A bean that sets what properties can't: functions and collations, listeners, the context of asynchronous units. Called once, before
 * the database is opened, after the properties were read; several in the order of {@code @Order}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SqliteConfigurationCustomizer {
    void customize(SqliteConfiguration.Builder builder);
}
