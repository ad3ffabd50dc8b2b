package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Opens the database that {@code sqlane.path} or {@code spring.datasource.url} names. It is closed with the context: after the web server
 * has stopped, and after the beans that use it.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SqliteDatabase.class)
@Conditional(OnNamedDatabase.class)
@EnableConfigurationProperties(SqlaneProperties.class)
@ImportRuntimeHints(SqlaneRuntimeHints.class)
public class SqlaneAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    SqliteDatabase sqliteDatabase(
            SqlaneProperties properties,
            Environment environment,
            ObjectProvider<SqliteConfigurationCustomizer> customizers)
            throws SQLException {
        DatabaseLocation location = DatabaseLocation.of(environment);
        Map<String, Object> settings = new LinkedHashMap<>(properties.settings());
        settings.putAll(location.options());
        SqliteConfiguration.Builder builder = SqliteConfiguration.from(settings).toBuilder();
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        Path path = location.path();
        return path == null ? Sqlite.temporary(builder.build()) : Sqlite.open(path, builder.build());
    }
}
