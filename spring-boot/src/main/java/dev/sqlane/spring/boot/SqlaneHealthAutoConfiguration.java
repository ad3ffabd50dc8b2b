package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.SqliteDatabase;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Reports the database's health, with Spring Boot 4.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SqlaneAutoConfiguration.class)
@ConditionalOnClass({SqliteDatabase.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(SqliteDatabase.class)
@ConditionalOnEnabledHealthIndicator("sqlane")
public class SqlaneHealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "sqlaneHealthIndicator")
    HealthIndicator sqlaneHealthIndicator(SqliteDatabase database) {
        return new SqlaneHealthIndicator(new DatabaseHealth(database));
    }

    private static final class SqlaneHealthIndicator extends AbstractHealthIndicator {
        private final DatabaseHealth health;

        SqlaneHealthIndicator(DatabaseHealth health) {
            super("The database can't be written");
            this.health = health;
        }

        @Override
        protected void doHealthCheck(Health.Builder builder) throws Exception {
            builder.up().withDetails(health.check());
        }
    }
}
