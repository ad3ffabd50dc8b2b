/** A bank as a web service: Spring Boot, jOOQ and Flyway over one SQLite file. */
@NullMarked
package dev.sqlane.examples.bank;

import org.jspecify.annotations.NullMarked;
