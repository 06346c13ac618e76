import type * as Wait from '../../../nodes/util/wait';
import { shortWaits } from './shortWaits';

// Runs before each test file of the engine layer (jest's setupFilesAfterEnv).
jest.mock('../../../nodes/util/wait', () =>
	shortWaits(jest.requireActual<typeof Wait>('../../../nodes/util/wait')),
);
