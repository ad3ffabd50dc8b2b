/**
 * Sqlane in programs that are made with Spring Boot 4 or 3.5: a {@link dev.sqlane.sqlite.SqliteDatabase} and a {@link javax.sql.DataSource} out of
 * the application's properties.
 *
 * <p>{@link dev.sqlane.spring.boot.SqlaneAutoConfiguration} opens the file that {@code sqlane.path} or {@code spring.datasource.url} names, {@link
 * dev.sqlane.spring.boot.SqlaneDataSourceAutoConfiguration} makes the {@code DataSource} of it, which takes the place of a connection pool. Health and
 * meters are added where the program has what they need. What is set in properties is listed in {@link
 * dev.sqlane.spring.boot.SqlaneProperties}; what needs code in a {@link dev.sqlane.spring.boot.SqliteConfigurationCustomizer}.
 *
 * <p>Everything here steps back for beans of the program's own.
 */
@NullMarked
package dev.sqlane.spring.boot;

import org.jspecify.annotations.NullMarked;
