package org.carrack.chat;

/**
 * A place on the earth.
 *
 * @param longitude in degrees, from -180 in the west to 180 in the east
 * @param latitude in degrees, from -90 in the south to 90 in the north
 */
public record Location(double longitude, double latitude) {}
