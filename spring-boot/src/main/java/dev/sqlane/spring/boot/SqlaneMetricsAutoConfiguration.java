package dev.sqlane.spring.boot;

import dev.sqlane.micrometer.DatabaseMeters;
import dev.sqlane.sqlite.SqliteDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Makes meters of the database, which Spring Boot binds to the application's registries.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SqlaneAutoConfiguration.class)
@ConditionalOnClass({SqliteDatabase.class, DatabaseMeters.class, MeterRegistry.class})
@ConditionalOnSingleCandidate(SqliteDatabase.class)
@EnableConfigurationProperties(SqlaneProperties.class)
public class SqlaneMetricsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    DatabaseMeters sqlaneMeters(SqliteDatabase database, SqlaneProperties properties, Environment environment) {
        String name = properties.name();
        if (name == null) {
            name = DatabaseLocation.isNamed(environment)
                    ? DatabaseLocation.of(environment).name()
                    : "sqlite";
        }
        DatabaseMeters meters = new DatabaseMeters(database, name);
        int taskNames = properties.metrics().taskNames();
        return taskNames == 0 ? meters : meters.withTaskNames(taskNames);
    }
}
