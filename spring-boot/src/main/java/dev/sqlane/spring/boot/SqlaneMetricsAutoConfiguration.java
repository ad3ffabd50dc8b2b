package dev.sqlane.spring.boot;

import dev.sqlane.micrometer.DatabaseMeters;
import dev.sqlane.sqlite.SqliteDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

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
    DatabaseMeters sqlaneMeters(SqliteDatabase database, SqlaneProperties properties) {
        String name = properties.name();
        if (name == null) {
            name = nameOf(database.path());
        }
        DatabaseMeters meters = new DatabaseMeters(database, name);
        int taskNames = properties.metrics().taskNames();
        return taskNames == 0 ? meters : meters.withTaskNames(taskNames);
    }

    private static String nameOf(Path file) {
        Path last = file.getFileName();
        String name = StringUtils.stripFilenameExtension(last == null ? "" : last.toString());
        return name.isEmpty() ? "sqlite" : name;
    }
}
