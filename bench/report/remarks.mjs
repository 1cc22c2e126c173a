/** Why a target does not hold, and what to try next; by its id. They stand in the report while it does not hold. */
export const remarks = {};
