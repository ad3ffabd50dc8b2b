package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.SqliteDatabase;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Reports the database's health, with Spring Boot 3.5, where what has to do with health is in other packages.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SqlaneAutoConfiguration.class)
@ConditionalOnClass({SqliteDatabase.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(SqliteDatabase.class)
@ConditionalOnEnabledHealthIndicator("sqlane")
public class SqlaneBoot3HealthAutoConfiguration {
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
