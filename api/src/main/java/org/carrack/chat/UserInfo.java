package org.carrack.chat;

/**
 * Who answers.
 *
 * @param name the name of the account; {@code anonymous} without a login
 * @param email its email address; empty if there is none
 */
public record UserInfo(String name, String email) {}
